/**
 * What stands in a sentence of the command: text, commands and links. Texts may quote what others wrote, so that only addresses of our own
 * documentation become links, and no command has a letter that is not seen, or the end of a line: a shell would run what is pasted. Pure.
 */

export type Part =
  | { is: 'text'; text: string }
  | { is: 'command'; text: string }
  | { is: 'link'; text: string; words: string };

/** A command ends its sentence, or stands in backticks. */
const PARTS =
  /(?<link>https:\/\/github\.com\/dnscale\/dnscale-certs\/blob\/main\/docs\/(?<page>[\w-]+)\.md(?:#(?<heading>[\w-]+))?)|`(?<quoted>[^`\p{C}\p{Zl}\p{Zp}]+)`|(?<=: {1,2})(?<command>(?:dnscale-certs|aws) [^\p{C}\p{Zl}\p{Zp}]+?)(?=\.?$)/gu;

export function partsOf(text: string): Part[] {
  const parts: Part[] = [];
  let end = 0;
  for (const match of text.matchAll(PARTS)) {
    const { link, page = '', heading, quoted, command } = match.groups ?? {};
    if (match.index > end) parts.push({ is: 'text', text: text.slice(end, match.index) });
    end = match.index + match[0].length;
    if (link !== undefined)
      parts.push({ is: 'link', text: link, words: `docs: ${(heading ?? page).replaceAll('-', ' ')}` });
    else parts.push({ is: 'command', text: quoted ?? command ?? '' });
  }
  if (end < text.length) parts.push({ is: 'text', text: text.slice(end) });
  return parts;
}
