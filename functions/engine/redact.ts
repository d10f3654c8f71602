/**
 * Takes a secret out of what a server answers: error pages and debug handlers repeat the request, in a body or a header, and
 * as the format of the answer spells it. It is done before anything is parsed, cut or shown. Pure.
 */

const NAMED_ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

export type Redact = (text: string) => string;

/** Puts `shown` in place of the secret, however JSON (also JSON in JSON), HTML and URLs write its characters. */
export function createRedactor(secret: string, shown = '[left out]'): Redact {
  const mayBeIn = possibilityOf(secret);
  // It takes milliseconds to compile, and an order for a hundred names has hundreds of secrets: a signature for each request.
  let spelled: RegExp | undefined;
  return (text) => {
    if (!mayBeIn(text)) return text;
    spelled ??= new RegExp(secret.split('').map(spellingsOf).join(''), 'gi');
    return text.replace(spelled, () => shown);
  };
}

/** Each spelling of a character begins with one of these, but for the character itself behind backslashes. */
const ESCAPES = /\\u|[%&]/i;

/** False only where the text cannot hold the secret: most answers have no escapes, or backslashes before quotes alone. */
function possibilityOf(secret: string): (text: string) => boolean {
  // Upper and lower case of other letters have traps (the long s, the Greek sigma).
  if (!/^[ -~]*$/.test(secret)) return () => true;
  const plain = (text: string) => text.replaceAll('\\', '').toUpperCase();
  const upper = plain(secret);
  return (text) => ESCAPES.test(text) || plain(text).includes(upper);
}

/**
 * Every repetition has an end, so that hostile text costs linear time. Upper and lower case are not told apart: more is taken
 * out, never less.
 */
function spellingsOf(character: string): string {
  const code = character.charCodeAt(0);
  const hex = code.toString(16).padStart(2, '0');
  const unit = hex.padStart(4, '0');
  const named = NAMED_ENTITIES[character];
  const spellings = [
    `\\\\{0,8}${/[A-Za-z0-9]/.test(character) ? character : `\\u${unit}`}`,
    `\\\\{1,8}u${unit}`,
    `%(?:25){0,3}${hex}`,
    `&#0{0,6}${code};`,
    `&#x0{0,6}${hex};`,
    ...(named === undefined ? [] : [named]),
  ];
  return `(?:${spellings.join('|')})`;
}
