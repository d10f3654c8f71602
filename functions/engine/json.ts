/** Reads JSON that others wrote. Pure; whoever calls checks the value. */

/** The value, unchecked; undefined for a text that is not JSON (no JSON stands for undefined). */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
