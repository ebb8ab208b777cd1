import type { Addresses } from '@bellwether/local';
import { SignatureVerifier } from '@bellwether/platform/signing';
import { WrittenProgress } from '../../src/output/part-progress.ts';
import { verifyInstallation } from '../../src/verify/verify.ts';

// A process of its own, so that its memory is that of verifying and of nothing else.

const addresses = JSON.parse(process.argv[2] ?? '') as Addresses;
const [, , , writer = '', auditor = ''] = process.argv;
const keys = { writer: new SignatureVerifier(writer), auditor: new SignatureVerifier(auditor) };
const began = performance.now();
const progress = new WrittenProgress('verify', process.stderr);
const { ok, checks } = await verifyInstallation(addresses, 1, keys, { progress });
const seconds = (performance.now() - began) / 1_000;
const { user, system } = process.cpuUsage();
const cpuSeconds = (user + system) / 1e6;
const peakRssMb = Math.round(process.resourceUsage().maxRSS / 1_024);
const broken = checks.filter((check) => !check.ok);
process.stdout.write(JSON.stringify({ ok, broken, seconds, cpuSeconds, peakRssMb }));
