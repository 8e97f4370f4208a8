/** What quantisation costs a tensor, summed while it is done. */

export interface ErrorSums {
  /** Σw². */
  squares: number;
  /** Σ(w − ŵ)². */
  errorSquares: number;
  /** max (w − ŵ)². */
  largestSquare: number;
}

export function noErrors(): ErrorSums {
  return { squares: 0, errorSquares: 0, largestSquare: 0 };
}

/** Adds what another block of the same tensor cost. */
export function addErrors(sums: ErrorSums, { squares, errorSquares, largestSquare }: ErrorSums): void {
  sums.squares += squares;
  sums.errorSquares += errorSquares;
  sums.largestSquare = Math.max(sums.largestSquare, largestSquare);
}
