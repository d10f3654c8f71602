/** An SDK client that answers from a script, for what the emulator never says: conflicts, throttling, long lists. */

export type SentCommand = { name: string; input: Record<string, unknown> };

export type ScriptedClient<Client> = { client: Client; sent: SentCommand[] };

/** `answer` gets each command by its class name; what it throws is what the SDK would throw. */
export function scriptedClient<Client>(
  answer: (command: SentCommand, count: number) => unknown,
): ScriptedClient<Client> {
  const sent: SentCommand[] = [];
  const client = {
    config: { region: async () => 'eu-central-1' },
    async send(command: { constructor: { name: string }; input: Record<string, unknown> }) {
      const said = { name: command.constructor.name, input: command.input };
      sent.push(said);
      return answer(said, sent.length);
    },
  };
  return { client: client as Client, sent };
}

/** As the SDK throws it; without a status, no answer came. */
export function sdkError(name: string, message = `${name} said so`, httpStatusCode?: number): Error {
  return Object.assign(new Error(message), { name, $metadata: { requestId: 'req-1', httpStatusCode } });
}
