/** What stands in the way, and what can be done about it. */
import type { Lab } from './lab.js';

export function Notice({ lab }: { readonly lab: Lab }) {
  const { presence, problem } = lab;
  if (presence === 'occupied') {
    return (
      <div class="notice" role="alert">
        <p>The lab is open in another tab or browser. One at a time can play.</p>
        <button type="button" onClick={() => lab.connect(true)}>
          Use it here instead
        </button>
      </div>
    );
  }
  if (presence === 'taken-over') {
    return (
      <div class="notice" role="alert">
        <p>The lab goes on in another tab or browser.</p>
        <button type="button" onClick={() => lab.connect(true)}>
          Bring it back here
        </button>
      </div>
    );
  }
  if (problem) {
    return (
      <div class="notice" role="alert" data-code={problem.code}>
        <p>{problem.message}</p>
        {presence === 'lost' && <Reload />}
      </div>
    );
  }
  if (presence === 'lost') {
    return (
      <div class="notice" role="alert">
        <p>The lab has stopped. Start the command again and open the address that it prints.</p>
        <Reload />
      </div>
    );
  }
  return null;
}

function Reload() {
  return (
    <button type="button" onClick={() => location.reload()}>
      Reload
    </button>
  );
}
