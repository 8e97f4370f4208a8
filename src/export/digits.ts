/** Seven significant digits: the float32 log-probabilities that the numbers of a chart come from carry no more. */
export function sevenDigits(value: number): number {
  return Number(value.toPrecision(7));
}
