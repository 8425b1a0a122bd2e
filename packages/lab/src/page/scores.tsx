/** Says the scores to whoever cannot see them, not more often than one can listen. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Lab } from './lab.js';
import { titleOf } from './words.js';

const silenceMs = 4000;

export function Scores({ lab }: { readonly lab: Lab }) {
  const { opened, frame } = lab;
  const words =
    opened && frame
      ? opened.seats.map(({ policy }, i) => `${titleOf(policy.name)} ${frame.header.seats[i]?.score ?? 0}`).join(', ')
      : '';
  const [said, setSaid] = useState('');
  const newest = useRef(words);
  newest.current = words;
  useEffect(() => {
    const timer = setInterval(() => setSaid(newest.current), silenceMs);
    return () => clearInterval(timer);
  }, []);
  return (
    <p class="hidden" role="status" aria-live="polite">
      {said}
    </p>
  );
}
