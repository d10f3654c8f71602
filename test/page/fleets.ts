/** Fleets for the page, made of the recorded one: a test states what matters to it. */
import { demoFleet } from '../../cli/dashboard/demo/fleet.ts';
import type { StatusDocument } from '../../cli/dashboard/page-document.ts';
import { NOW } from '../support/world/browser-page.ts';

type Certificate = StatusDocument['renewers'][number]['certificates'][number];

/** One certificate, which is well. */
export function aFleet(changes: Partial<Certificate> = {}): StatusDocument {
  return fleetOf([aCertificate('img.example.com', changes)]);
}

/** Of any size: every fourth needs somebody. */
export function aLargeFleet(count: number): StatusDocument {
  const all = demoFleet(NOW).renewers.flatMap(({ certificates }) => certificates);
  const certificates = Array.from({ length: count }, (_, i) => {
    const one = all[(i * 7) % all.length] ?? aCertificate('img.example.com');
    return { ...one, certificateName: `n${String(i).padStart(5, '0')}.${one.certificateName}` };
  });
  return fleetOf(certificates);
}

export function fleetOf(certificates: Certificate[]): StatusDocument {
  const { renewers, ...document } = demoFleet(NOW);
  return { ...document, renewers: renewers.map((renewer) => ({ ...renewer, certificates })) };
}

export function aCertificate(name: string, changes: Partial<Certificate> = {}): Certificate {
  const all = demoFleet(NOW).renewers.flatMap(({ certificates }) => certificates);
  const found = all.find(({ certificateName }) => certificateName === name);
  if (!found) throw new Error(`The recorded fleet has no ${name}.`);
  return { ...found, ...changes };
}
