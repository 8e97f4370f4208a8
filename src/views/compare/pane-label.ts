/** Labels of panes in the reader's words. */
import type { LabelPart, NamedField } from '../../state/pane-labels.ts';
import type { Words } from '../../words/words.ts';

export function labelText(parts: readonly LabelPart[], t: Words): string {
  return parts.map((part) => partText(part, t)).join(' · ');
}

function partText(part: LabelPart, t: Words): string {
  if (part.kind === 'strategy') return t.core(part.label);
  if (part.kind === 'unknown') return t('imported');
  const value = valueText(part.value, t);
  return part.field.startsWith('option.')
    ? `${part.field.slice('option.'.length)} ${value}`
    : named(part.field, value, t);
}

function named(field: NamedField, value: string, t: Words): string {
  switch (field) {
    case 'temperature':
      return `T ${value}`;
    case 'topP':
      return `top-p ${value}`;
    case 'topK':
      return `top-k ${value}`;
    case 'ties':
      return tieText(value, t);
    case 'canvasLength':
      return t('canvas {{value}}', { value });
    case 'steps':
      return t('{{value}} steps', { value });
    case 'blockLength':
      return t('blocks of {{value}}', { value });
    case 'algTemp':
      return `alg_temp ${value}`;
    case 'seed':
      return t('seed {{value}}', { value });
    case 'guidance':
      return t('guidance {{value}}', { value });
    default:
      return `${field} ${value}`;
  }
}

function tieText(value: string, t: Words): string {
  switch (value) {
    case 'lowest':
      return t('ties: leftmost first');
    case 'highest':
      return t('ties: rightmost first');
    case 'random':
      return t('ties: drawn at random');
    default:
      return t('ties: by confidence');
  }
}

function valueText(value: string | number | boolean | null, t: Words): string {
  if (value === null) return t('off');
  if (typeof value === 'boolean') return value ? t('on') : t('off');
  return String(value);
}
