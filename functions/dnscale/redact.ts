/**
 * Takes the token out of what a server answers: error pages and debug handlers repeat the request, in a body or a header, and
 * as the format of the answer spells it. It is done before anything is parsed, cut or shown. Pure.
 */

const NAMED_ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Replaces the token, however JSON (also JSON in JSON), HTML and URLs write its characters. */
export function createRedactor(token: string): (text: string) => string {
  const spelled = new RegExp([...token].map(spellingsOf).join(''), 'gi');
  return (text) => text.replace(spelled, '[token]');
}

/**
 * Every repetition has an end, so that hostile text costs linear time. Upper and lower case are not told apart: more is taken
 * out, never less.
 */
function spellingsOf(character: string): string {
  const code = character.charCodeAt(0);
  const hex = code.toString(16).padStart(2, '0');
  const named = NAMED_ENTITIES[character];
  const spellings = [
    `\\\\{0,8}${escaped(character)}`,
    `\\\\{1,8}u00${hex}`,
    `%(?:25){0,3}${hex}`,
    `&#0{0,6}${code};`,
    `&#x0{0,6}${hex};`,
    ...(named === undefined ? [] : [named]),
  ];
  return `(?:${spellings.join('|')})`;
}

function escaped(character: string): string {
  return /[A-Za-z0-9]/.test(character)
    ? character
    : `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
}
