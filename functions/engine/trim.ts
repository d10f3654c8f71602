/**
 * Cuts characters off both ends of foreign text in linear time: a regular expression such as `/[ \t]+$/` tries every run of
 * blanks in the middle to its end, and takes seconds for 64 KB. Pure.
 */

export function trimOf(text: string, isCut: (character: string) => boolean): string {
  let start = 0;
  let end = text.length;
  while (start < end && isCut(text.charAt(start))) start += 1;
  while (end > start && isCut(text.charAt(end - 1))) end -= 1;
  return text.slice(start, end);
}
