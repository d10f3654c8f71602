/** Builds the tools before the first test, where no test's or hook's time limit runs, and says so. */
import { ensureTestTools } from './tools.ts';

export default async function globalSetup(): Promise<void> {
  try {
    await ensureTestTools((line) => console.error(line));
  } catch {
    // The tests that need the tool fail by themselves, with its reason.
  }
}
