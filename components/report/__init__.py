"""The weekly report: what it says (`content`), and the forms in which it is handed out (PDF, PPTX, XLSX)."""
