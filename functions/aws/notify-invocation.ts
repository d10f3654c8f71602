/** Invokes the notify function as a person, and waits for its answer. */
import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { printable, RenewerError } from '../engine/errors.ts';
import { parseJson } from '../engine/json.ts';
import type { NotifyFunction } from '../engine/ports/people.ts';
import { callAws } from './aws-error.ts';
import type { Lazy } from './clients.ts';
import type { Person } from './person-advice.ts';

export type NotifyInvocationOptions = {
  /** MUST NOT repeat a call: what the function does would be done twice. */
  client: Lazy<LambdaClient>;
  functionName: string;
  /** Whose credentials make the call. */
  caller: Person;
};

export function createNotifyInvocation({
  client,
  functionName,
  caller,
}: NotifyInvocationOptions): NotifyFunction {
  return {
    async invoke(event, deadline) {
      const command = new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(event) });
      const call = {
        action: 'lambda:InvokeFunction',
        resource: `function ${functionName}`,
        caller,
      };
      const { FunctionError, Payload } = await callAws(call, deadline, (options) =>
        client().send(command, options),
      );
      const text = Buffer.from(Payload ?? []).toString('utf8');
      if (FunctionError !== undefined) throw crashed(functionName, text);
      return parseJson(text);
    },
  };
}

function crashed(functionName: string, text: string): RenewerError {
  return new RenewerError({
    code: 'aws-failed',
    disposition: 'person',
    subject: functionName,
    message: `The function ${functionName} failed: ${printable(text)}.`,
    advice: 'Its log has more. If the stack is of an earlier release, deploy it again.',
  });
}
