/** The command lines that play the same again, to be copied. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Lab } from './lab.js';

export function RepeatDialog({ lab }: { readonly lab: Lab }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [isCopied, setIsCopied] = useState(false);
  const { repeat } = lab;
  useEffect(() => {
    if (!repeat) return;
    setIsCopied(false);
    if (!dialog.current?.open) dialog.current?.showModal();
  }, [repeat]);
  const text = repeat?.lines.join('\n') ?? '';
  return (
    <dialog ref={dialog} onClose={() => lab.dismissRepeat()} aria-labelledby="repeat-title">
      <h2 id="repeat-title">Repeat this from the command line</h2>
      <pre>{text}</pre>
      {repeat?.caveat && <p class="muted">{repeat.caveat}</p>}
      <form method="dialog">
        <button
          type="button"
          class="primary"
          onClick={() => {
            void navigator.clipboard.writeText(text).then(() => setIsCopied(true));
          }}
        >
          {isCopied ? 'Copied' : 'Copy'}
        </button>
        <button type="submit">Close</button>
      </form>
    </dialog>
  );
}
