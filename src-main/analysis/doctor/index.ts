export { diagnose, type Diagnosis } from './doctor.ts';
