import type { ErrorFields } from '../model/error.ts';
import { errorMessage } from './error-message.ts';
import { useWords } from './watch-context.ts';

interface ProblemProps {
  readonly error: ErrorFields;
  /** Where it comes up by itself, and nothing around it is an alert. */
  readonly role?: 'alert';
}

/** What went wrong and what to do, where it belongs. */
export function Problem({ error, role }: ProblemProps) {
  const t = useWords();
  return (
    <p className="problem" role={role}>
      {errorMessage(error, t)} {t.core(error.remedy)}
    </p>
  );
}
