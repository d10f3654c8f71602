/** Answers of AWS that are lost on their way to the client, for the contract tests of its adapters. */
type AnyClient = { middlewareStack: { add(middleware: unknown, options: unknown): void } };

export type LostAnswers = {
  /** AWS does what the next requests ask; the connection breaks before the answer is read. @default 1 */
  loseNext(requests?: number): void;
};

/** Breaks connections below the SDK's retries, where a network would. */
export function breakConnections(client: AnyClient): LostAnswers {
  let toLose = 0;
  const middleware = (next: (request: unknown) => Promise<unknown>) => async (request: unknown) => {
    const answer = next(request);
    if (toLose === 0) return answer;
    toLose -= 1;
    await answer.catch(() => undefined); // A refusal is lost like any other answer.
    throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
  };
  client.middlewareStack.add(middleware, {
    step: 'finalizeRequest',
    priority: 'low',
    name: 'breakConnections',
  });
  return {
    loseNext: (requests = 1) => {
      toLose = requests;
    },
  };
}
