import { HeaderActions } from './header-actions.tsx';
import { DownloadIndicator } from './models/download-indicator.tsx';
import { Places } from './places.tsx';
import { useWords } from './watch-context.ts';

/** The name of the page, its places, and what can be done from everywhere. */
export function Header() {
  const t = useWords();
  return (
    <header className="header">
      <h1>Diffuscope</h1>
      <Places />
      <p className="tagline muted">{t('Watch a masked diffusion language model decode')}</p>
      <DownloadIndicator />
      <HeaderActions />
    </header>
  );
}
