/** Serves the page with all certificates, until it is interrupted. It changes nothing, here or in AWS. */
import { systemClock as clock } from '../../functions/engine/deadline.ts';
import { onInterruption } from '../interruption.ts';
import { optionsText } from '../next-command.ts';
import { say } from '../page.ts';
import type { RenewerOptions } from '../renewer/wiring.ts';
import { introText } from './intro-text.ts';
import { createLiveReadings, type LiveReadingsPorts } from './live-readings.ts';
import { type PageServer, servePage } from './serve.ts';
import { createToken, type Token } from './token.ts';
import { createUpdates, type PageEvent } from './updates.ts';

export type DashboardOptions = RenewerOptions & { port?: number; open: boolean; demo?: true };

export type Streams = { stdout: NodeJS.WriteStream };

/** @returns the exit code. @throws RenewerError `config-invalid` for a port that is taken, or a profile that is not there. */
export async function runDashboard(
  options: DashboardOptions,
  environment: NodeJS.ProcessEnv,
  { stdout }: Streams,
): Promise<number> {
  const interruption = onInterruption(() => {});
  const { promise: ended, resolve: end } = Promise.withResolvers<void>();
  interruption.signal.addEventListener('abort', () => end(), { once: true });
  const token = createToken();
  let server: PageServer | undefined;
  try {
    server = await serve(await readerOf(options, environment), token, options);
    const address = `http://127.0.0.1:${server.port}/?token=`;
    const opened = await openBrowser(address + token.once, options, stdout, environment);
    say(stdout, introText({ ...options, url: address + token.value, port: server.port, opened }));
    await ended;
    return interruption.exitCode() ?? 0;
  } finally {
    server?.close();
    interruption.stop();
  }
}

async function readerOf(
  options: DashboardOptions,
  environment: NodeJS.ProcessEnv,
): Promise<LiveReadingsPorts['read']> {
  if (!options.demo) return (await import('./read-fleet.ts')).readerOfFleet(environment, options);
  const { demoFleet } = await import('./demo/fleet.ts');
  return async () => ({ now: clock.now(), statusAt: demoFleet });
}

async function serve(
  read: LiveReadingsPorts['read'],
  token: Token,
  options: DashboardOptions,
): Promise<PageServer> {
  const { demo, port } = options;
  const { buildPage } = await import('./build-page.ts');
  const tell = (event: PageEvent) => updates.send(event);
  const readings = createLiveReadings({
    read,
    tell,
    isDemo: demo === true,
    command: commandOf(options),
    clock,
  });
  const updates = createUpdates({ newest: readings.newest, began: readings.begin, ended: readings.end });
  return servePage({ files: await buildPage(), updates, token, port });
}

/** As it was started: without these options it would show another fleet. */
function commandOf({ demo, port, ...options }: DashboardOptions): string {
  const more = `${demo ? ' --demo' : ''}${port === undefined ? '' : ` --port ${port}`}`;
  return `dnscale-certs dashboard${optionsText(options)}${more}`;
}

/** Nobody sits at this machine who reads a pipe, or comes by SSH. */
async function openBrowser(
  url: string,
  { open }: DashboardOptions,
  { isTTY }: NodeJS.WriteStream,
  { SSH_CONNECTION }: NodeJS.ProcessEnv,
): Promise<'opened' | 'by-hand' | 'over-ssh'> {
  if (SSH_CONNECTION) return 'over-ssh';
  if (!open || !isTTY) return 'by-hand';
  const { openPage } = await import('./open-page.ts');
  return (await openPage(url)) ? 'opened' : 'by-hand';
}
