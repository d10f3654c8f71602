/** Times of the recorded fleet are minutes from now on, those before now negative. */
export const HOUR = 60;
export const DAY = 24 * HOUR;

/** The instant so many minutes from now. */
export type At = (minutes: number) => Date;
