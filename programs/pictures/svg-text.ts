/** Text and numbers as an SVG takes them. Pure. */

export function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** Without digits that nobody sees. */
export function rounded(value: number, digits = 1): number {
  return Number(value.toFixed(digits));
}
