import { useRef } from 'react';
import type { ModelOrigin } from '../../state/models-slice.ts';
import { useWords } from '../watch-context.ts';

interface FolderButtonProps {
  readonly label: string;
  readonly className?: string;
  readonly onFolder: (folder: ModelOrigin) => void;
}

/** Asks for a folder of this computer. Nothing of it leaves the browser. */
export function FolderButton({ label, className = 'button', onFolder }: FolderButtonProps) {
  const t = useWords();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button type="button" className={className} onClick={() => input.current?.click()}>
        {label}
      </button>
      <input
        ref={(element) => {
          input.current = element;
          // A browser that knows no folders lets their files be chosen.
          element?.setAttribute('webkitdirectory', '');
        }}
        type="file"
        multiple
        hidden
        aria-label={t('Model folder')}
        onChange={(event) => {
          const files = [...(event.target.files ?? [])];
          event.target.value = '';
          if (files.length > 0) onFolder({ kind: 'folder', files });
        }}
      />
    </>
  );
}
