// Prints the plain closing line that build machines read.
import type { Reporter, TestModule } from 'vitest/node';

export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly unknown[]): void {
    const count = { passed: 0, failed: unhandled.length, skipped: 0, pending: 0 };
    for (const module of modules) {
      count.failed += module.errors().length;
      for (const test of module.children.allTests()) count[test.result().state] += 1;
    }
    // A process that a test has left behind keeps ours open for ever: that is a failure, not a reason to wait.
    setTimeout(() => {
      console.error('a test has left a process behind');
      process.exit(1);
    }, 60_000).unref();
    console.log(`Tests: ${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`);
  }
}
