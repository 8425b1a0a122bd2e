/** From the keys that are held down to an action of the game, by the names that ALE has for joystick positions. */

const directions: Readonly<Record<string, 'UP' | 'DOWN' | 'LEFT' | 'RIGHT' | 'FIRE'>> = {
  ArrowUp: 'UP',
  ArrowDown: 'DOWN',
  ArrowLeft: 'LEFT',
  ArrowRight: 'RIGHT',
  ' ': 'FIRE',
};

export function isJoystickKey(key: string): boolean {
  return key in directions;
}

/** The action for these keys; the nearest that the game has, 0 (none) where it has none. */
export function actionFor(held: ReadonlySet<string>, actionNames: readonly string[]): number {
  const has = (direction: string) => [...held].some((key) => directions[key] === direction);
  const vertical = has('UP') ? 'UP' : has('DOWN') ? 'DOWN' : '';
  const horizontal = has('RIGHT') ? 'RIGHT' : has('LEFT') ? 'LEFT' : '';
  const fire = has('FIRE') ? 'FIRE' : '';
  const wishes = [
    vertical + horizontal + fire,
    vertical + horizontal,
    horizontal + fire,
    vertical + fire,
    vertical,
    horizontal,
    fire,
  ];
  for (const wish of wishes) {
    const action = wish === '' ? -1 : actionNames.indexOf(wish);
    if (action >= 0) return action;
  }
  return Math.max(0, actionNames.indexOf('NOOP'));
}
