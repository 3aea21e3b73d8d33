// What other rooms' failures look like to a resident.
import type { FaceCode } from '../../preload/contract/faces.ts';
import type { CallError } from '../../sync/contract/worker.ts';

/** The face of a failed call about a verification code. */
export function codeFace(error: CallError, channel: 'email' | 'phone' | 'check'): FaceCode {
  switch (error.kind) {
    case 'offline':
    case 'timeout':
    case 'tls':
    case 'worker-gone':
      return 'network.offline';
    case 'malformed-answer':
      return 'code.send-failed';
    case 'refused':
      break;
  }
  switch (error.problem.code) {
    case 'rate-limited':
      return 'code.too-many';
    case 'address-refused':
      return channel === 'phone' ? 'phone.malformed' : 'email.malformed';
    case 'mail-failed':
    case 'internal':
    case 'unavailable':
      return 'code.send-failed';
    case 'verification-unknown':
      return 'code.expired';
    default:
      return 'central.refused';
  }
}
