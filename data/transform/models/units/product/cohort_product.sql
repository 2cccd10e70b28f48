{{ cohort_model('product') }}
