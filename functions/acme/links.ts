/** `Link` headers (RFC 8288), as far as ACME uses them: targets by relation. Pure, linear in time, skips garbage. */

/** Several headers and several links in one header mean the same. */
const ONE_LINK = /<([!-;=?-~]{1,2000})>((?:\s*;[^;,<]*)*)/g;

/** The targets with this relation, word for word. */
export function linksOf(header: string | undefined, relation: string): string[] {
  return [...(header ?? '').slice(0, 16_384).matchAll(ONE_LINK)].flatMap(
    ([, target = '', parameters = '']) => (relationsIn(parameters).includes(relation) ? [target] : []),
  );
}

function relationsIn(parameters: string): string[] {
  return parameters.split(';').flatMap((parameter) => {
    const [name = '', value = ''] = parameter.split('=', 2);
    if (name.trim().toLowerCase() !== 'rel') return [];
    return value.trim().replaceAll('"', '').toLowerCase().split(/\s+/);
  });
}
