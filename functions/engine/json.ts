/** Reads JSON that others wrote. Pure; whoever calls checks the value. */

/** The value, unchecked; undefined if the text is not JSON: no JSON text parses to undefined, so the two cannot be confused. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
