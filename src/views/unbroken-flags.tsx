/** A text in which the flags of a command stay whole: browsers break a line between two dashes. */
export function UnbrokenFlags({ text }: { readonly text: string }) {
  return text.split(/(--[\w-]+)/).map((part, index) =>
    index % 2 === 0 ? (
      part
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text, which have no other name
      <span key={index} className="unbroken">
        {part}
      </span>
    ),
  );
}
