/** An agent step is four frames at 60 Hz: a film shows 15 screens a second. */
export const screensPerSecond = 15;

/** How much larger than the game's own screens a film is. */
export const filmScale = 2;
