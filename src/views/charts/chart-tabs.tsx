import { Segments } from '../controls/segments.tsx';
import { useWatch, useWords } from '../watch-context.ts';

/** Which of the charts of the whole decode is shown. */
export function ChartTabs() {
  const t = useWords();
  const tab = useWatch((state) => state.chartTab);
  const setTab = useWatch((state) => state.setChartTab);
  const tabs = [
    { value: 'ar-ness', label: t('AR-ness'), hint: t('How close the order is to left-to-right') },
    { value: 'steps', label: t('By step'), hint: t('Confidence and entropy over the steps') },
    { value: 'measures', label: t('Measures'), hint: t('Every measure of the decode up to the cursor') },
  ] as const;
  return <Segments label={t('Chart')} value={tab} options={tabs} onChange={setTab} />;
}
