import { Fragment } from 'react';

/** Short facts in a row; lines break between them. */
export function Facts({ facts }: { readonly facts: readonly string[] }) {
  return facts.map((fact, index) => (
    <Fragment key={fact}>
      {index > 0 && ' · '}
      <span className="fact">{fact}</span>
    </Fragment>
  ));
}
