/** A slot in words: its name for a screen reader, and its numbers for the pointer. */
import type { Slot } from '../../state/slots.ts';
import { pieceOf, quoted } from '../../state/token-text.ts';
import type { DecodeTrace } from '../../trace/types.ts';
import type { Words } from '../../words/words.ts';
import { ageOf } from './token-colour.ts';

interface Named extends Pick<Slot, 'position' | 'masked' | 'exists' | 'change'> {
  /** Default false. */
  readonly differs?: boolean;
}

/** @param piece text of the token held or guessed; `null` if there is none. */
export function slotLabel(
  { position, masked, exists, change, differs = false }: Named,
  piece: string | null,
  t: Words,
): string {
  if (!exists) return t('{{position}}: not there yet', { position });
  const revised = change === 'overwrite' ? t(', overwritten') : change === 'remask' ? t(', masked again') : '';
  if (piece === null) return t('{{position}}: masked', { position }) + revised;
  const text = quoted(piece);
  const label = masked
    ? t('{{position}}: masked, best guess {{text}}', { position, text })
    : t('{{position}}: {{text}}', { position, text });
  return label + revised + (differs ? t(', another token than in the base') : '');
}

/** Two lines: what the slot holds and since when; its confidence, entropy, age and revisions. */
export function slotTitle(trace: DecodeTrace, slot: Slot, cursor: number, t: Words): string {
  const { committedAt, evidence, revisions } = slot;
  const age = ageOf(slot, cursor);
  const stats = evidence === null ? null : trace.steps[evidence.step]!.stats;
  const numbers = [
    ...(committedAt === null ? [] : [t('committed in step {{step}}', { step: committedAt + 1 })]),
    ...(stats === null || evidence === null
      ? []
      : [
          t('confidence {{value}}', { value: stats.rawConfidence[evidence.row]!.toFixed(3) }),
          t('entropy {{value}} nats', { value: stats.entropy[evidence.row]!.toFixed(3) }),
        ]),
    ...(age === null ? [] : [t('age {{count}} steps', { count: age })]),
    t('{{count}} revisions', { count: revisions }),
  ];
  return `${slotLabel(slot, slot.tokenId === null ? null : pieceOf(trace, slot.tokenId), t)}\n${numbers.join(' · ')}`;
}
