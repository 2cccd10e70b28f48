{{ net_lines(ref('stripe_line'), ref('stripe_applies')) }}
