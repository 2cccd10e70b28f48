{{ net_lines(ref('zuora_line'), ref('zuora_applies')) }}
