/**
 * Downloads certificates (RFC 8555 §7.4.2), with the CA's default chain or with alternate ones. It does not read them:
 * the engine checks what the CA sent.
 */
import type { AcmeServer } from '../engine/ports/acme.ts';
import type { Deadline } from '../engine/ports/time.ts';
import { absoluteUrl } from './addresses.ts';
import { caUnavailable } from './ca-errors.ts';
import type { CagedClient } from './cage.ts';
import type { Conversation } from './conversation.ts';
import { linksOf } from './links.ts';

export type CertificateMethods = Pick<AcmeServer, 'downloadCertificate' | 'downloadAlternates'>;

/** A warm function lives for hours and sees many certificates. */
const MOST_KNOWN_CERTIFICATES = 20;
const MOST_ALTERNATES = 5;
const LARGEST_CHAIN_BYTES = 256 * 1024;

/** @param certificateUrl tells where the certificate of an order is. */
export function createCertificateMethods(
  { host, call, callRepeatedly }: Conversation,
  certificateUrl: (orderUrl: string, deadline: Deadline) => Promise<string>,
): CertificateMethods {
  /** URLs of the alternate chains by order, from the last download. */
  const alternates = new Map<string, string[]>();

  async function readChain(api: CagedClient['api'], url: string): Promise<{ pem: string; link: string }> {
    const { data, headers } = await api.apiRequest(url, null, [200]);
    const isText = typeof data === 'string' && Buffer.byteLength(data) <= LARGEST_CHAIN_BYTES;
    if (isText) return { pem: data, link: headers.link ?? '' };
    throw caUnavailable(host, 'what it sends as the certificate is not a PEM text of 256 KiB at most');
  }

  return {
    downloadCertificate: async (orderUrl, deadline) => {
      const url = await certificateUrl(orderUrl, deadline);
      const { pem, link } = await callRepeatedly('certificate', deadline, ({ api }) => readChain(api, url));
      const others = linksOf(link, 'alternate').slice(0, MOST_ALTERNATES);
      alternates.set(
        orderUrl,
        others.map((address) => absoluteUrl(address, url)),
      );
      const [oldest] = alternates.keys();
      if (oldest !== undefined && alternates.size > MOST_KNOWN_CERTIFICATES) alternates.delete(oldest);
      return pem;
    },

    downloadAlternates: async (orderUrl, deadline) => {
      const chains = (alternates.get(orderUrl) ?? []).map(async (url) => {
        const { pem } = await call('certificate', deadline, ({ api }) => readChain(api, url));
        return pem;
      });
      const outcomes = await Promise.allSettled(chains);
      return outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
    },
  };
}
