/** Many checks ask the same question (a zone's servers, the CAA records of `com`): within one examination it is asked once. */

export function remember<Key, Answer>(
  ask: (key: Key) => Promise<Answer>,
  keyOf: (key: Key) => string,
): (key: Key) => Promise<Answer> {
  const known = new Map<string, Promise<Answer>>();
  return (key) => {
    const answer = known.get(keyOf(key)) ?? ask(key);
    known.set(keyOf(key), answer);
    return answer;
  };
}
