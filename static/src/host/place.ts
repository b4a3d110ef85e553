/** Where what apps keep lies in a browser; the rest of the room's code is fetched when there is something in it. */

/** Beside what is kept: how large each is, and when it was last used. */
export const INDEX = "lowstream.room";

export type Space = Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">;
