/** Whole pictures of 3 by 2 pixels for tests. */

/** Its top left pixel is red. */
export const smallPng = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAMAAAACCAIAAAASFvFNAAAAF0lEQVR42mP4z8DAAMGcnJwcHBzs7OwALmEDRiXw930AAAAASUVORK5CYII=',
  'base64',
);

/** Two frames. */
export const smallGif = Buffer.from(
  'R0lGODlhAwACAPAAAAAAAP8JCSH/C05FVFNDQVBFMi4wAwEAAAAh+QQABwAAACwAAAAAAwACAAAICAABBAggEEBAACH5BAAHAAAALAAAAAADAAIAAAgIAAMIBBAAQEAAOw==',
  'base64',
);
