/**
 * EDNS (RFC 6891) in the emulator's messages: the OPT record, extended errors (RFC 8914), and a mark of our own by which
 * name servers recognize the forwarder. dns-packet's typings know fewer option codes than its encoder.
 */
import type { Answer, DecodedPacket, OptAnswer } from 'dns-packet';

/** `code` as registered for RFC 8914 §4, e.g. 6 "DNSSEC Bogus". */
export type ExtendedError = { code: number; text: string };

const EXTENDED_ERROR = 15;
/** In the range for private use. */
const FORWARDER = 65_001;

/** The OPT record of every message of ours: 1232 octets, no options. */
export const EDNS = {
  type: 'OPT',
  name: '.',
  udpPayloadSize: 1232,
  extendedRcode: 0,
  ednsVersion: 0,
  flags: 0,
  flag_do: false,
  options: [],
} satisfies Answer;

/** Marks the forwarder's questions: it stands elsewhere, so that trouble of this host's network does not touch it. */
export const FORWARDERS_EDNS = withOption(FORWARDER, Buffer.alloc(0));

export function telling({ code, text }: ExtendedError): OptAnswer {
  return withOption(
    EXTENDED_ERROR,
    Buffer.concat([Buffer.from([code >> 8, code & 0xff]), Buffer.from(text)]),
  );
}

export function isForwarders(query: DecodedPacket): boolean {
  const options: readonly { code: number }[] = ednsOf(query)?.options ?? [];
  return options.some(({ code }) => code === FORWARDER);
}

export function ednsOf(query: DecodedPacket): OptAnswer | undefined {
  return query.additionals?.find((record) => record.type === 'OPT');
}

function withOption(code: number, data: Buffer): OptAnswer {
  return { ...EDNS, options: [{ code, data } as unknown as OptAnswer['options'][number]] };
}
