// Two processes on one PGlite folder would destroy it, and PGlite itself does not look. A socket name made from the folder
// is held while the database is open: the system frees it when the process dies, however it dies, so it is never stale.
import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { createServer } from 'node:net';

/** Takes the folder for this process. Throws when another process has it. Returns how to let go. */
export async function holdFolder(folder: string): Promise<() => Promise<void>> {
  const name = createHash('sha256').update(realpathSync(folder)).digest('hex').slice(0, 32);
  const server = createServer((socket) => socket.destroy());
  server.unref();
  await new Promise<void>((held, refused) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const taken = cause.code === 'EADDRINUSE' || cause.code === 'EACCES';
      refused(taken ? new Error('another central API is using this data folder', { cause }) : cause);
    });
    server.listen(socketName(name), held);
  });
  return () =>
    new Promise<void>((released) =>
      server.close(() => {
        released();
      }),
    );
}

// Linux: the abstract namespace; Windows: a named pipe. Neither leaves a file behind.
const socketName = (name: string): string =>
  process.platform === 'win32' ? `\\\\.\\pipe\\madoguchi-${name}` : `\0madoguchi-${name}`;
