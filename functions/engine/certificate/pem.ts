/**
 * Splits the PEM text that a CA sent into its certificates. Strict as RFC 8555 §9.1 asks: certificates and
 * whitespace, nothing else. Linear in the size of the text: the position only ever moves forward, and no regular
 * expression can backtrack. X509Certificate judges what the base64 holds.
 */
import { printable, RenewerError } from '../errors.ts';

const MAX_CHARACTERS = 256 * 1024;
const MAX_CERTIFICATES = 10;
const BEGIN = '-----BEGIN CERTIFICATE-----';
const END = '-----END CERTIFICATE-----';
const BASE64_LINES = /^[A-Za-z0-9+/=\t\n\r ]+$/;
const WHITESPACE = '\t\n\r ';

/**
 * The certificates in the order of the text, one PEM block each, every block closed by a line feed.
 * @throws RenewerError `acme-unavailable` for anything but 1 to 10 certificates in at most 256 KiB.
 */
export function splitPemCertificates(pem: string): [string, ...string[]] {
  if (pem.length > MAX_CHARACTERS) throw notPem(`it has ${pem.length} characters, ${MAX_CHARACTERS} at most`);
  const certificates: string[] = [];
  let position = skipWhitespace(pem, 0);
  while (position < pem.length) {
    if (certificates.length === MAX_CERTIFICATES) throw notPem(`more than ${MAX_CERTIFICATES} certificates`);
    const block = readBlock(pem, position);
    certificates.push(block.certificate);
    position = skipWhitespace(pem, block.end);
  }
  const [first, ...rest] = certificates;
  if (first === undefined) throw notPem('it is empty');
  return [first, ...rest];
}

function readBlock(pem: string, start: number): { certificate: string; end: number } {
  if (!pem.startsWith(BEGIN, start)) {
    const seen = printable(pem.slice(start, start + 60));
    throw notPem(`at character ${start} there is "${seen}" where "${BEGIN}" should be`);
  }
  const bodyStart = start + BEGIN.length;
  const bodyEnd = pem.indexOf(END, bodyStart);
  if (bodyEnd === -1) throw notPem(`the certificate that begins at character ${start} has no end`);
  const body = pem.slice(bodyStart, bodyEnd);
  if (!BASE64_LINES.test(body)) throw notPem(`the certificate at character ${start} is not base64`);
  return { certificate: `${BEGIN}\n${body.trim()}\n${END}\n`, end: bodyEnd + END.length };
}

function skipWhitespace(text: string, start: number): number {
  let position = start;
  while (position < text.length && WHITESPACE.includes(text.charAt(position))) position += 1;
  return position;
}

function notPem(seen: string): RenewerError {
  return new RenewerError({
    code: 'acme-unavailable',
    disposition: 'next-run',
    message:
      `The CA's answer to the certificate's download is not a PEM certificate chain: ${seen}. ` +
      'Nothing was stored.',
    next: 'The live certificate stays; the next run asks the CA again.',
  });
}
