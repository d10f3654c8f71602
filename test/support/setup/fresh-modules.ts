/**
 * Before each file of the unit tier, whose files share one process: forgets our own modules, so that no file meets the state or
 * the replaced modules of another one. What stays is what is installed: loading it anew took most of this tier's time.
 */
import { vi } from 'vitest';

vi.resetModules();
