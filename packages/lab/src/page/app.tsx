import { useEffect } from 'preact/hooks';
import type { Seat } from '../protocol/commands.js';
import { AttackPanel } from './attack-panel.js';
import { Choices } from './choices.js';
import { actionFor, isJoystickKey } from './joystick.js';
import type { Lab } from './lab.js';
import { Notice } from './notice.js';
import { useObserved } from './observed.js';
import { RepeatDialog } from './repeat-dialog.js';
import { Scores } from './scores.js';
import { SeatPanel } from './seat-panel.js';
import { Transport } from './transport.js';

export function App({ lab }: { readonly lab: Lab }) {
  useObserved(lab);
  useKeyboard(lab);
  const { opened, frame } = lab;
  return (
    <>
      <header class="top">
        <h1>
          A2PD <span>lab</span>
        </h1>
        <Choices lab={lab} />
      </header>
      <main>
        <Notice lab={lab} />
        <div class="stage">
          <div class="seats" data-seats={opened?.seats.length ?? 2}>
            {opened?.seats.map((entry, i) => (
              <SeatPanel
                key={`${entry.policy.id} ${i}`}
                lab={lab}
                seat={i as Seat}
                entry={entry}
                frame={frame?.header.seats[i]}
                pictures={frame?.pictures[i]}
              />
            ))}
            {opened === undefined && <Waiting lab={lab} />}
          </div>
          <AttackPanel lab={lab} />
        </div>
      </main>
      <Transport lab={lab} />
      <Scores lab={lab} />
      <RepeatDialog lab={lab} />
    </>
  );
}

function Waiting({ lab: { presence, catalogue, isOpening } }: { readonly lab: Lab }) {
  if (catalogue?.games.length === 0) return <p class="waiting">There are no policies here to play.</p>;
  const isUnderway = presence === 'connecting' || isOpening;
  return isUnderway ? <p class="waiting">Opening the policies …</p> : null;
}

/** The joystick while a game is played by hand; else a for the attack, and space for playing where no control has it. */
function useKeyboard(lab: Lab): void {
  useEffect(() => {
    const held = new Set<string>();
    const press = () => lab.press(actionFor(held, lab.opened?.actionNames ?? []));
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      if (lab.controlled !== null && isJoystickKey(event.key)) {
        event.preventDefault();
        if (event.repeat) return;
        held.add(event.key);
        press();
      } else if (event.key === 'Escape' && lab.controlled !== null) lab.control(null);
      else if (event.key === 'a') lab.toggleAttack();
      else if (event.key === ' ' && event.target === document.body) {
        event.preventDefault();
        lab.play(!lab.isPlaying);
      }
    };
    const release = (key: string) => {
      if (held.delete(key) && lab.controlled !== null) press();
    };
    const onKeyUp = ({ key }: KeyboardEvent) => release(key);
    const onBlur = () => {
      for (const key of [...held]) release(key);
    };
    addEventListener('keydown', onKeyDown);
    addEventListener('keyup', onKeyUp);
    addEventListener('blur', onBlur);
    return () => {
      removeEventListener('keydown', onKeyDown);
      removeEventListener('keyup', onKeyUp);
      removeEventListener('blur', onBlur);
    };
  }, [lab]);
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement || target instanceof HTMLSelectElement;
}
