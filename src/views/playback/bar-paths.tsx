/** The bars of a timeline as paths, a whole row of them in one. */
import type { TimelineBars } from '../../charts/timeline-bars.ts';

/** The pattern that marks overwrites. */
export function Hatch({ id }: { readonly id: string }) {
  return (
    <defs>
      <pattern id={id} width={4} height={4} patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect width={4} height={4} className="hatch-ground" />
        <rect width={2} height={4} className="hatch" />
      </pattern>
    </defs>
  );
}

/** The commits of these steps, overwrites among them. */
export function barPath({ bars, baseline }: TimelineBars, from = 0, to = Number.POSITIVE_INFINITY): string {
  return bars
    .slice(from, to)
    .map(({ x, width, committedY }) => `M${x},${committedY}h${width}V${baseline}h${-width}z`)
    .join('');
}

/** The part of the commits that replaced other tokens: to be hatched over the commits. */
export function overwritePath({ bars }: TimelineBars): string {
  return bars
    .filter(({ overwritten }) => overwritten > 0)
    .map(({ x, width, committedY, overwrittenY }) => `M${x},${committedY}h${width}V${overwrittenY}h${-width}z`)
    .join('');
}

/** The remasks of these steps. */
export function remaskPath({ bars, baseline }: TimelineBars, from = 0, to = Number.POSITIVE_INFINITY): string {
  return bars
    .slice(from, to)
    .filter(({ remasked }) => remasked > 0)
    .map(({ x, width, remaskedY }) => `M${x},${baseline}h${width}V${remaskedY}h${-width}z`)
    .join('');
}
