/** Must be the program's first import: ONNX Runtime's telemetry is on unless this is set before. */
process.env['ORT_DISABLE_TELEMETRY'] = '1';
