/**
 * What one HTTP answer of the CA is worth: the answer that acme-client expects, or the error that it means. It sends
 * nothing.
 */
import { printable } from '../engine/errors.ts';
import { parseJson } from '../engine/json.ts';
import { caUnavailable, type Refusal, type Resource, refused } from './ca-errors.ts';
import type { AcmeAnswer } from './cage.ts';
import type { HttpAnswer } from './http.ts';
import { parseProblem } from './problem.ts';

/** The request that was sent, and facts for its error messages. */
export type Asked = Pick<Refusal, 'resource' | 'host' | 'profiles' | 'caaIdentities' | 'now'>;

/** @throws RenewerError for a redirect, a refusal other than `badNonce`, and a body that is neither JSON nor PEM. */
export function unwrap(answer: HttpAnswer, asked: Asked): AcmeAnswer {
  const { status, headers, body } = answer;
  const { resource, host } = asked;
  if (status >= 300 && status < 400) {
    const target = printable(headers.location ?? 'nowhere', 200);
    throw caUnavailable(host, `it redirects ${resource} to ${target}, and redirects are not followed`);
  }
  if (status < 300) return { status, headers, data: readBody(answer, resource, host) };
  const data = parseObject(body);
  const problem = parseProblem(data);
  if (status === 400 && problem?.type === 'badNonce') return { status, headers, data };
  throw refused({ ...asked, status, problem, retryAfter: headers['retry-after'], link: headers.link });
}

function readBody({ headers, body }: HttpAnswer, resource: Resource, host: string): unknown {
  const contentType = headers['content-type'] ?? 'no content type';
  if (body === '' || isPem(contentType, body, resource)) return body;
  const data = parseObject(body);
  if (data !== undefined) return data;
  const seen = `${printable(contentType, 100)} that begins with "${printable(body, 60)}"`;
  throw caUnavailable(host, `it answers ${resource} with ${seen} instead of JSON`);
}

/** CAs and what stands before them give a certificate other types too: `application/x-pem-file`, `text/plain`. */
function isPem(contentType: string, body: string, resource: Resource): boolean {
  const [mediaType = ''] = contentType.split(';');
  if (mediaType.trim().toLowerCase() === 'application/pem-certificate-chain') return true;
  return resource === 'certificate' && body.trimStart().startsWith('-----BEGIN CERTIFICATE-----');
}

/** ACME knows no answers that are lists, texts or numbers. */
function parseObject(text: string): object | undefined {
  const value = parseJson(text);
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
}
