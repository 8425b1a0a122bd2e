/** The joystick positions of the Atari 2600 by ALE's codes, as ALE's documentation names them. */
export const aleActionNames: readonly string[] = [
  ...['NOOP', 'FIRE', 'UP', 'RIGHT', 'LEFT', 'DOWN'],
  ...['UPRIGHT', 'UPLEFT', 'DOWNRIGHT', 'DOWNLEFT'],
  ...['UPFIRE', 'RIGHTFIRE', 'LEFTFIRE', 'DOWNFIRE'],
  ...['UPRIGHTFIRE', 'UPLEFTFIRE', 'DOWNRIGHTFIRE', 'DOWNLEFTFIRE'],
];
