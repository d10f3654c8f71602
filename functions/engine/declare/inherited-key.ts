/** Whether a certificate's resource leaves its key algorithm to the ARN. CloudFormation gives `true` as a text. Pure. */
import * as z from 'zod/mini';

const PROPERTIES = z.object({ inheritsKeyAlgorithm: z.union([z.literal('true'), z.literal(true)]) });

export function inheritsKeyAlgorithm(properties: unknown): boolean {
  return z.safeParse(PROPERTIES, properties).success;
}
