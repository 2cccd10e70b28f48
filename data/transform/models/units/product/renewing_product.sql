{{ renewing_model('product') }}
