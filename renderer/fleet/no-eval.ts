// zod looks whether it may compile code, which a strict policy refuses and reports. This runs before any schema is made.
import { config } from 'zod';

config({ jitless: true });
