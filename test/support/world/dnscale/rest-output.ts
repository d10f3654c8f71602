/**
 * The REST API's answers: zones, records, pages and errors as JSON. DNScale's papers disagree about the shape of a page and
 * about quotes around single TXT values, so both can be chosen.
 */

import { txtValue } from './record-content.ts';
import type { Page } from './rest-input.ts';
import type { StoredRecord, Zone } from './zone-book.ts';

export type PresentationOptions = {
  /** Pages as in the OpenAPI contract, or with `data.items` as on the public page. @default 'contract' */
  shape?: 'contract' | 'items';
  /** TXT content in double quotes, as PowerDNS lists it, or without. @default 'quoted' */
  txtContent?: 'quoted' | 'plain';
};

export type Presentation = ReturnType<typeof createPresentation>;

const CUSTOMER_ID = '3f0c6f2e-6d2a-4c55-9d0b-0a5f5e0c1d2e';

export function createPresentation({ shape = 'contract', txtContent = 'quoted' }: PresentationOptions) {
  const record = (stored: StoredRecord) => recordJson(stored, txtContent === 'plain');

  function page(key: 'zones' | 'records', list: object[], total: number, { offset, limit }: Page): object {
    if (shape === 'items') return { status: 'success', data: { items: list, total, limit, offset } };
    const count = list.length;
    const pagination = { total, offset, limit, count, has_more: offset + count < total };
    // The copy of `zones` at top level is the contract's deprecated alias; records never had one.
    const alias = key === 'zones' ? { zones: list } : {};
    return { status: 'success', data: { [key]: list, pagination }, ...alias };
  }

  return {
    zone: (zone: Zone) => ({ status: 'success', data: { zone: zoneJson(zone) } }),
    zonePage: (zones: Zone[], total: number, at: Page) => page('zones', zones.map(zoneJson), total, at),
    record: (stored: StoredRecord, message?: string) => ({
      status: 'success',
      data: { record: record(stored), ...(shape === 'items' && message && { message }) },
    }),
    recordPage: (records: StoredRecord[], total: number, at: Page) =>
      page('records', records.map(record), total, at),
  };
}

function zoneJson(zone: Zone) {
  return {
    id: zone.id,
    customer_id: CUSTOMER_ID,
    name: zone.name,
    type: zone.type,
    region: zone.region,
    status: zone.status,
    settings: { dnssec_enabled: zone.dnssecEnabled },
    created_at: zone.createdAt.toISOString(),
    updated_at: zone.createdAt.toISOString(),
  };
}

function recordJson(stored: StoredRecord, plain: boolean) {
  return {
    id: stored.id,
    name: `${stored.name}.`,
    type: stored.type,
    content: plain && stored.type === 'TXT' ? txtValue(stored.content) : stored.content,
    ttl: stored.ttl,
    priority: stored.priority ?? null,
    disabled: stored.disabled ?? false,
    comment: stored.comment ?? null,
  };
}
